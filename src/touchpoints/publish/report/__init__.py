"""A class's work as a report: pictures, figures and a page of feedback a student as a PDF; rows in a workbook."""
