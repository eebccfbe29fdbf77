"""Who may knock at which door: tables that a person reads and reviews, one for each package."""
