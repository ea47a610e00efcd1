"""Settings, environment, doors, navigation, and the command line."""
