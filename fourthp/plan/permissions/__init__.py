"""Who may do what with the plan: small questions."""
