"""What the places look like: a line for each shape, in the order in which they are drawn.

A line is a kind of shape, its fill, and numbers in a unit box: box x y width height [radius], oval x y radius radius,
area x y x y …, line x y x y …, icon x y size (the channel's own). The ground is at y 0.
"""

SCREEN = """
    area grey .4 .2 .38 .03 .62 .03 .6 .2
    box grey .28 0 .44 .035 .015
    box white .02 .18 .96 .68 .03
    line dark .02 .75 .98 .75
    oval grey .08 .805 .02 .02
    oval grey .14 .805 .02 .02
    oval grey .2 .805 .02 .02
"""
PHONE = """
    box dark .25 0 .5 .98 .06
    box white .29 .1 .42 .8 .02
    oval white .5 .05 .025 .025
"""
SHEET = """
    box grey .2 0 .68 .9
    box white .14 .04 .68 .9
"""
TEXT = """
    line dark .24 .52 .72 .52
    line dark .24 .42 .72 .42
    line dark .24 .32 .72 .32
"""
COUNTER = """
    box pale .06 0 .88 .4
    box grey 0 .4 1 .06 .015
    line dark .06 .1 .94 .1
"""
# A place for each channel, but for those with the company's person.
PLACES = {
    "website": SCREEN + """
        line dark .5 .64 .9 .64
        line dark .5 .55 .9 .55
        line dark .5 .46 .9 .46
        line dark .5 .37 .9 .37
        line dark .5 .28 .74 .28
        icon dark .27 .47 .3
    """,
    "platform": SCREEN + """
        box pale .5 .5 .18 .18 .02
        box pale .74 .5 .18 .18 .02
        box pale .5 .25 .18 .18 .02
        box pale .74 .25 .18 .18 .02
        icon dark .27 .47 .3
    """,
    "configurator": SCREEN + """
        line dark .52 .62 .9 .62
        oval grey .82 .62 .04 .04
        line dark .52 .47 .9 .47
        oval grey .6 .47 .04 .04
        line dark .52 .32 .9 .32
        oval grey .74 .32 .04 .04
        icon dark .27 .47 .3
    """,
    "popup": SCREEN + """
        line dark .1 .66 .88 .66
        line dark .1 .57 .88 .57
        line dark .1 .35 .88 .35
        line dark .1 .26 .6 .26
        box pale .24 .28 .64 .4 .03
        line dark .79 .63 .84 .58
        line dark .79 .58 .84 .63
        icon dark .54 .47 .22
    """,
    "app": PHONE + """
        icon dark .5 .73 .2
        box pale .34 .37 .14 .14 .03
        box pale .52 .37 .14 .14 .03
        box pale .34 .18 .14 .14 .03
        box pale .52 .18 .14 .14 .03
    """,
    "social_media": PHONE + """
        box pale .33 .5 .34 .34 .02
        icon dark .5 .67 .2
        line dark .34 .41 .66 .41
        line dark .34 .32 .66 .32
        line dark .34 .23 .54 .23
    """,
    "chat": PHONE + """
        icon dark .5 .77 .17
        box pale .1 .48 .46 .17 .06
        line dark .17 .565 .49 .565
        box grey .44 .26 .46 .17 .06
        line dark .51 .345 .83 .345
    """,
    "text_message": PHONE + """
        icon dark .5 .74 .2
        box pale .06 .3 .6 .28 .07
        line dark .14 .49 .58 .49
        line dark .14 .39 .44 .39
    """,
    "tv": """
        box grey .08 0 .84 .19 .02
        line dark .5 0 .5 .19
        area dark .34 .19 .44 .28 .56 .28 .66 .19
        box dark 0 .28 1 .64 .03
        box white .05 .33 .9 .54
        icon dark .5 .6 .3
    """,
    "device": """
        box grey .28 0 .44 .04 .02
        box grey .45 .03 .1 .42
        box dark .2 .36 .6 .6 .06
        box white .27 .62 .46 .27 .02
        icon dark .5 .755 .19
        box white .3 .43 .1 .05
        box white .45 .43 .1 .05
        box white .6 .43 .1 .05
        box white .3 .52 .1 .05
        box white .45 .52 .1 .05
        box white .6 .52 .1 .05
    """,
    "display": """
        box dark .2 0 .05 .4
        box dark .75 0 .05 .4
        box grey .04 .32 .92 .64 .02
        box white .09 .37 .82 .54
        icon dark .29 .64 .26
        line dark .5 .8 .84 .8
        line dark .5 .7 .84 .7
        line dark .5 .6 .84 .6
        line dark .5 .5 .72 .5
    """,
    "building": """
        box pale .06 0 .88 .76
        area grey 0 .76 .5 1 1 .76
        box white .14 .46 .16 .18
        box white .7 .46 .16 .18
        box white .14 .12 .16 .18
        box white .7 .12 .16 .18
        box white .38 0 .24 .36
        line dark .5 0 .5 .36
        icon dark .5 .56 .2
    """,
    "trade_fair": """
        box grey .05 .4 .045 .45
        box grey .905 .4 .045 .45
        icon dark .5 .62 .28
    """ + COUNTER + """
        box white 0 .8 1 .18
        area grey .0 .8 .0 .98 .2 .98 .2 .8
        area grey .4 .8 .4 .98 .6 .98 .6 .8
        area grey .8 .8 .8 .98 1 .98 1 .8
    """,
    "sign": """
        box grey .47 0 .06 1
        area white .08 .68 .08 .92 .8 .92 .95 .8 .8 .68
        area pale .92 .36 .92 .58 .2 .58 .06 .47 .2 .36
        line dark .17 .84 .72 .84
        line dark .17 .76 .56 .76
        line dark .27 .51 .82 .51
        line dark .27 .43 .66 .43
    """,
    "advert": """
        box grey .18 0 .05 .35
        box grey .77 0 .05 .35
        box white 0 .29 1 .67 .02
        box pale .05 .34 .9 .57
        icon dark .34 .625 .38
        line dark .6 .73 .87 .73
        line dark .6 .625 .87 .625
        line dark .6 .52 .78 .52
    """,
    "presentation": """
        line dark .3 .4 .18 0
        line dark .7 .4 .82 0
        line dark .5 .4 .5 .06
        box white .04 .3 .92 .62 .02
        box grey 0 .9 1 .05 .02
        icon dark .28 .6 .28
        box grey .54 .38 .1 .14
        box grey .68 .38 .1 .26
        box grey .82 .38 .1 .4
    """,
    "email": """
        box white 0 .02 1 .66 .03
        line dark .01 .04 .37 .39
        line dark .99 .04 .63 .39
        line dark .01 .66 .5 .28 .99 .66
    """,
    "direct_mail": SHEET + TEXT + """
        icon dark .37 .74 .24
        line dark .24 .22 .56 .22
    """,
    "invoice": SHEET + TEXT + """
        icon dark .37 .74 .24
        box pale .46 .12 .28 .12
    """,
    "contract": SHEET + TEXT + """
        icon dark .37 .74 .24
        line dark .24 .16 .3 .24 .34 .15 .4 .22 .46 .16 .52 .18
        line dark .24 .12 .6 .12
    """,
    "vehicle": """
        area white .0 .14 .0 .64 .04 .68 .66 .68 .8 .65 .96 .4 1 .36 1 .14
        box pale .06 .43 .2 .17 .02
        box pale .31 .43 .2 .17 .02
        area pale .57 .43 .57 .6 .75 .6 .87 .43
        line dark .54 .16 .54 .64
        line dark 0 .3 1 .3
        oval dark .22 .12 .115 .115
        oval white .22 .12 .045 .045
        oval dark .77 .12 .115 .115
        oval white .77 .12 .045 .045
    """,
    "box": """
        box grey .28 0 .44 .04 .02
        box grey .44 .03 .12 .27
        area white .36 .6 .42 .96 .66 .92 .62 .6
        line dark .46 .86 .6 .838
        line dark .45 .79 .59 .768
        box white .14 .27 .72 .44 .03
        box dark .3 .63 .4 .03
        icon dark .5 .44 .22
    """,
}  # fmt: skip
# Behind the company's person in a shop, and around it at the other end of the line.
SHELF = """
    box white .08 .42 .84 .46
    line dark .08 .65 .92 .65
    box grey .14 .65 .1 .16
    box pale .27 .65 .1 .12
    box grey .66 .65 .1 .12
    box pale .79 .65 .08 .16
    area grey 0 .86 .06 1.02 .94 1.02 1 .86
    area white .2 .86 .24 1.02 .41 1.02 .4 .86
    area white .6 .86 .59 1.02 .76 1.02 .8 .86
"""
CALL = """
    oval white .36 .5 .36 .45
    icon dark .86 .78 .2
"""
DESK = """
    area pale .048 .275 .105 .182 .18 .11 .267 .065 .36 .05 .453 .065 .54 .11 .615 .182 .672 .275
"""
OTHER = """
    oval pale .5 .04 .22 .04
    icon dark .5 .45 .76
"""
