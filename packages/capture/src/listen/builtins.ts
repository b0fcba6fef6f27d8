// An `import` of these loads all that their exports can be: see @hotseat/http.
export const net = process.getBuiltinModule('node:net')
export const http = process.getBuiltinModule('node:http')
export const https = process.getBuiltinModule('node:https')
