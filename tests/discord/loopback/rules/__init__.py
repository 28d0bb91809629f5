"""What Discord refuses, whether or not its published specification says so."""
