# -*- encoding: utf-8 -*-
# stub: harpoon 2.4.1 x86_64-linux lib
# stub: ext/harpoon/extconf.rb

Gem::Specification.new do |s|
  s.name = "harpoon".freeze
  s.version = "2.4.1"
  s.platform = "x86_64-linux".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "source_code_uri" => "https://example.com/harpoon" } if s.respond_to? :metadata=
  s.require_paths = ["lib".freeze]
  s.authors = ["Ishmael".freeze]
  s.date = "2024-05-01"
  s.description = "s.version = \"9.9.9\"".freeze
  s.licenses = ["MIT".freeze, "GPL-2.0-only".freeze]
  s.rubygems_version = "3.4.19".freeze

  s.installed_by_version = "3.4.19" if s.respond_to? :installed_by_version

  s.specification_version = 4

  s.add_runtime_dependency(%q<rope>.freeze, ["~> 1.2".freeze, ">= 1.2.4".freeze])
  s.add_runtime_dependency(%q<whale-oil>.freeze, [">= 0".freeze])
  s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0".freeze])
end
