"""The Java kernel Nabla as a Python package: its installation, its doctor, its translator for papermill."""

__version__ = "0.1.0"
