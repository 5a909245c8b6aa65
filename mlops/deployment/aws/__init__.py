"""The function as a package for AWS Lambda."""
