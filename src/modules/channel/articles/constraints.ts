import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of articles means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('article_edition_once', 'article.changed-meanwhile');
meaningOfConstraint('article_correction_says_why', 'article.correction-needed');
