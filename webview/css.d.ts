// The bundler turns an imported stylesheet into dist/panel.css.
declare module '*.css';
