"""The kit's folder on somebody's machine, JupyterLab's settings for it, and starting it."""
