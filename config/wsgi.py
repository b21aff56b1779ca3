"""The entry point of both web processes; FUND_DOOR says which one this is."""

import os

from django.core.wsgi import get_wsgi_application

from fund.start_check import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unsafe_start()
