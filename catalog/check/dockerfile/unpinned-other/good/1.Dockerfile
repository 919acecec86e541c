FROM node:22
RUN yarn global add typescript@5.6.3
