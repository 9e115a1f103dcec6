"""How a command line is written and answered: options and their values, help, messages, what is printed."""
