"""Props of single lessons: the student, a step by hand, paths, the growth of cost, a check of the
installation. The core does not need them.
"""
