export { compareReports } from '#compare/report.ts';
