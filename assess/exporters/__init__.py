"""Files for other programs, made from core records: spreadsheets, forms, tables, calendars."""
