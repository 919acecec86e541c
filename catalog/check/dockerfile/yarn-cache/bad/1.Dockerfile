FROM node:22
RUN yarn install
# expect-above: CSN-DF-0093
