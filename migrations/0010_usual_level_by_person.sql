-- A room's members are asked by their key what they have chosen: nobody is looked for by the choice.
drop index notify_usual_by_level;
