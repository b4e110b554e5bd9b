// The Socket.IO client is a classic script, so it arrives as a global.
declare const io: typeof import("socket.io-client").io;
