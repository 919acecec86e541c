<?php
$cfg['Servers'][$i]['auth_type'] = 'config';
