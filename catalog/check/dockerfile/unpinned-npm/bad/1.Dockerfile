FROM node:22
RUN npm install -g typescript
# expect-above: CSN-DF-0055
