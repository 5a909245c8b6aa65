"""What runs on Render: its Blueprints, and a check of what their schema lets through."""
