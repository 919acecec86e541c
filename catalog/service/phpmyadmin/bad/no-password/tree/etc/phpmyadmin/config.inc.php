<?php
$i = 1;
$cfg['Servers'][$i]['AllowNoPassword'] = true;
