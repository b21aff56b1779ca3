"""The list of periodic jobs names tasks that exist."""

from config.celery import JOBS, app


def test_every_periodic_job_is_a_task_a_worker_knows() -> None:
    app.loader.import_default_modules()
    assert {job.task for job in JOBS} <= set(app.tasks)
    assert all(job.why for job in JOBS)
