FROM node:22
RUN npm install -g typescript@5.6.3
