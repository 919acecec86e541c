gitlab_rails['initial_root_password'] = File.read('/run/x')
