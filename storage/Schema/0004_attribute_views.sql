-- Views that filled the table attributes before the writer did.
DROP VIEW IF EXISTS attributes_of_spans;

DROP VIEW IF EXISTS attributes_of_logs;

DROP VIEW IF EXISTS attributes_of_resources;
