"""What is stored of people: why, for how long, who sees it; and how it is masked, sealed, shown
and erased."""
