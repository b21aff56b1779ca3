"""`manage.py provision`: roles, database and privileges on a real server."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.stack.address import read_address
from config.stack.provision import provision
from config.stack.roles import ROLES


class Command(BaseCommand):
    """Do as the superuser what the service itself may not; repeating it changes nothing."""

    help = "Make the roles and the database named by the *_DATABASE_URL variables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read ADMIN_DATABASE_URL and the five role URLs from the environment and provision."""
        wanted = ["ADMIN_DATABASE_URL", *(role.variable for role in ROLES)]
        if missing := [name for name in wanted if not os.environ.get(name)]:
            raise CommandError(f"set {', '.join(missing)}")
        try:
            logins = {role.name: read_address(os.environ[role.variable]) for role in ROLES}
            provision(read_address(os.environ["ADMIN_DATABASE_URL"]), logins)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("provisioned")
