export const Wheel = () => (
  <svg
    viewBox="0 0 16 16"
    width="18"
    height="18"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <circle cx="8" cy="8" r="4.4" />
    <circle cx="8" cy="8" r="1.2" fill="currentColor" stroke="none" />
    <path d="M8 1v6M8 9v6M1 8h6M9 8h6" />
  </svg>
);
