"""Each of the 44 events done on the pages, in a browser, by the person it belongs to.

A journey is data: in whose hands, on which day, from which page, what is typed. Before each
confirming click everybody else tries the same act at their own door.
"""
