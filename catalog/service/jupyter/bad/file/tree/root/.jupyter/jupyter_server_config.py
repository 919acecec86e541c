c.ServerApp.token = ''
c.ServerApp.password = ''
