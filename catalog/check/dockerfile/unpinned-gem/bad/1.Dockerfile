FROM ruby:3.3
RUN gem install rails
# expect-above: CSN-DF-0064
