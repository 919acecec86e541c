gitlab_rails['initial_root_password'] = "password"
