-- What executives decide of the fund's vouchers has a route of its own, from the day vouchers have
-- one. New books have none yet: `open_books` writes both.
INSERT INTO workflow_approvalmatrix
       (id, document, amount_from, stages, valid_from, article, confidence)
SELECT gen_random_uuid(), 'VOUCHER_OF_EXECUTIVES', 0, '[["executive"]]', min(valid_from),
       'NEDO会計規程（国庫納付、貸倒れ）', 'to check'
  FROM workflow_approvalmatrix WHERE document = 'VOUCHER' HAVING count(*) > 0
ON CONFLICT DO NOTHING;
