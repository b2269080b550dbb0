import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('outlet_name_once', 'outlet.exists');
meaningOfConstraint('outlet_closed_after', 'outlet.dates');
meaningOfConstraint('bulletin_ended_after', 'bulletin.ended');
meaningOfConstraint('bulletin_answer_after', 'bulletin.answer-past');
