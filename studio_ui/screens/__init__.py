"""The screens: each file is a page that ``app.py`` lists."""
