"""Exports: rows out of the database a batch at a time, as CSV or XLSX, in constant memory."""
