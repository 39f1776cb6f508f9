/** Of the hub, as heartbeats, logs and `/readyz` show it. */
export const VERSION = '0.1.0';
