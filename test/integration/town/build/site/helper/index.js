module.exports = (name) => `<h1>${name}</h1>`;
