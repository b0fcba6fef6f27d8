// An `import` of `node:http` loads all that its exports can be, among them a client that nobody here needs: a tenth of a start.
export const http = process.getBuiltinModule('node:http')
export const https = process.getBuiltinModule('node:https')
