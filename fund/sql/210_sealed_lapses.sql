-- Lapses of approvals are records under the seals too: a fourth tree.
ALTER TABLE ledger.seal_leaf
    DROP CONSTRAINT seal_leaf_tree_check,
    ADD CHECK (tree IN ('act', 'approval', 'evidence', 'lapse'));
ALTER TABLE ledger.tree_node
    DROP CONSTRAINT tree_node_tree_check,
    ADD CHECK (tree ~ '^(act|approval|evidence|lapse|entry:[1-9][0-9]*)$');
