FROM node:22
RUN yarn global add typescript
# expect-above: CSN-DF-0148
