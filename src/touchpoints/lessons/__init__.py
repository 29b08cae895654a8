"""What is taught: a lesson's shape, reading it, whether its files fit together, what makes it good, beginning one."""
