-- What every role may do in the database before the first table exists. Repeatable.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO fund_app, fund_recipient, fund_auditor, fund_sealer',
        current_database()
    );
END
$$;

ALTER SCHEMA public OWNER TO fund_migrate;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public
    TO ledger_owner, fund_app, fund_recipient, fund_auditor, fund_sealer;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

-- A new table is readable by the auditor and writable by the officers' side, without DELETE.
-- The recipients' side and the sealer get nothing that a migration does not grant by name.
ALTER DEFAULT PRIVILEGES FOR ROLE fund_migrate IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE ON TABLES TO fund_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fund_migrate IN SCHEMA public
    GRANT SELECT ON TABLES TO fund_auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE fund_migrate IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO fund_app;

-- PostgreSQL lets everybody run a new function; here each grant is written down.
ALTER DEFAULT PRIVILEGES FOR ROLE fund_migrate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- PostgreSQL lets everybody keep large objects: a store no rule here reaches, shared by all whose
-- sessions have one role, be they of different companies.
REVOKE EXECUTE ON FUNCTION
    lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea),
    lowrite(int, bytea)
    FROM PUBLIC;
