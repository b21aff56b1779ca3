"""Papers in, papers out: duties and reminders, reports, statements, notices, disclosure."""
