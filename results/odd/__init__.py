"""The description of the model, written from its code: ODD protocol, TRACE notes, STRESS-ABM checklist.

Start with `pages`, which writes all of them; `document` has the seven elements of ODD, `code` what is read
off the source, `tables` cases, instruments, levers and outcomes.
"""
