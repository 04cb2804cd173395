organisations = [''], lines = [''], distros = [''], arches = ['']
