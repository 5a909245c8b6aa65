"""The fan chart as the page draws it: `frontend/src/charts/fan`, in Python."""
