"""The corridor between HTTP and the rooms: gate, answers, forms, page, logins, paging."""
