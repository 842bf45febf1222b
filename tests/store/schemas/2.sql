-- As flashdl of schema 2 wrote it; never changed.
PRAGMA application_id = 1718379619;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE card (
    id TEXT PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    document TEXT NOT NULL,
    section TEXT NOT NULL,
    subject TEXT NOT NULL,
    attribute TEXT NOT NULL,
    direction TEXT NOT NULL,
    count INTEGER NOT NULL,
    note TEXT NOT NULL,
    deck TEXT NOT NULL,
    kind TEXT NOT NULL,
    question TEXT NOT NULL,
    answers TEXT NOT NULL,
    grading TEXT NOT NULL,
    items TEXT NOT NULL,
    choices TEXT NOT NULL,
    hint TEXT NOT NULL,
    tags TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    context TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    position INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    score REAL NOT NULL,
    state TEXT NOT NULL,
    orphaned INTEGER NOT NULL DEFAULT 0,
    buried_day TEXT,
    changed_ms INTEGER NOT NULL
, accepted INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "card" VALUES('noz26y3qcqm2f7wqobgjhwo4',1,'Nets.md','[]','Perceptron','Year','forward',0,'geljlawjbiqbrchrxwzxhvar','notes','attribute','Which year belongs to the net Perceptron?','["1958"]','typed','[]','["1958","2017","2014","1997"]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":1}',0,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('xfvkjoucjubbe4em63w4zxk5',1,'Nets.md','[]','Perceptron','Trick','forward',0,'geljlawjbiqbrchrxwzxhvar','notes','attribute','Perceptron – trick?','["threshold unit"]','typed','[]','["self-attention","threshold unit","adversarial game","gated memory"]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":2}',1,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('eljlhlx3ai7zqnnkqahokztp',1,'Nets.md','[]','LSTM','Year','forward',0,'45o54sfnnzansgkuw7fn2sji','notes','attribute','Which year belongs to the net LSTM?','["1997"]','typed','[]','["2014","1958","2017","1997"]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":1}',2,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('izbzr7tzlibwpert6iri3hrd',1,'Nets.md','[]','LSTM','Trick','forward',0,'45o54sfnnzansgkuw7fn2sji','notes','attribute','LSTM – trick?','["gated memory"]','typed','[]','["threshold unit","gated memory","adversarial game","self-attention"]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":2}',3,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('z6vhzjup7qukmebfukqq7k3q',1,'Nets.md','[]','GAN','Year','forward',0,'34a7ddl2mx3vwkydwfairlua','notes','attribute','Which year belongs to the net GAN?','["2014"]','typed','[]','["2014","1997","2017","1958"]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":1}',4,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'suspended',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('bkp5d2iliidowufjjg5cmmse',1,'Nets.md','[]','GAN','Trick','forward',0,'34a7ddl2mx3vwkydwfairlua','notes','attribute','GAN – trick?','["adversarial game"]','typed','[]','["gated memory","threshold unit","self-attention","adversarial game"]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":2}',5,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'suspended',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('w4uf3msnqc4zrupvetw4ucjk',1,'Nets.md','[]','Transformer','Year','forward',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','attribute','Which year belongs to the net Transformer?','["2017"]','typed','[]','["2017","1997","1958","2014"]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":1}',6,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('jgf7uruzzgm2qoys5wkw247b',1,'Nets.md','[]','Transformer','Trick','forward',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','attribute','Transformer – trick?','["self-attention"]','typed','[]','["threshold unit","adversarial game","self-attention","gated memory"]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":2}',7,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('aounbaxvhaqzcwm2rmu4x73q',1,'Nets.md','[]','Perceptron','Year','reverse',0,'geljlawjbiqbrchrxwzxhvar','notes','reverse','Which net has the year “1958”?','["Perceptron"]','typed','[]','[]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":null}',8,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('btnfwltxjxyljhpqhzb55tql',1,'Nets.md','[]','Perceptron','Trick','reverse',0,'geljlawjbiqbrchrxwzxhvar','notes','reverse','Which net is meant? Trick: threshold unit','["Perceptron"]','typed','[]','[]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":null}',9,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('mbrimbbbjq4jlitof46woujh',1,'Nets.md','[]','LSTM','Year','reverse',0,'45o54sfnnzansgkuw7fn2sji','notes','reverse','Which net has the year “1997”?','["LSTM"]','typed','[]','[]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":null}',10,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('ad6mq74hfqhpgftgafken7q7',1,'Nets.md','[]','LSTM','Trick','reverse',0,'45o54sfnnzansgkuw7fn2sji','notes','reverse','Which net is meant? Trick: gated memory','["LSTM"]','typed','[]','[]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":null}',11,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('k66ymeh2ferkvumqru5gulsh',1,'Nets.md','[]','GAN','Year','reverse',0,'34a7ddl2mx3vwkydwfairlua','notes','reverse','Which net has the year “2014”?','["GAN"]','typed','[]','[]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":null}',12,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'suspended',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('gqwzgbunkpwkofz6xu6wslnb',1,'Nets.md','[]','GAN','Trick','reverse',0,'34a7ddl2mx3vwkydwfairlua','notes','reverse','Which net is meant? Trick: adversarial game','["GAN"]','typed','[]','[]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":null}',13,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'suspended',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('vyx5fc3o4ks6t75pxfhk4mdb',1,'Nets.md','[]','Transformer','Year','reverse',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','reverse','Which net has the year “2017”?','["Transformer"]','typed','[]','[]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":null}',14,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('6zpcsjjtbsphx7c4yujdsmfv',1,'Nets.md','[]','Transformer','Trick','reverse',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','reverse','Which net is meant? Trick: self-attention','["Transformer"]','typed','[]','[]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":null}',15,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,NULL,1795423138348,0);
INSERT INTO "card" VALUES('n7m5ioebqbur6tlvxc4xslwd',1,'Nets.md','[]','Epoch','is','forward',0,'5brtx64eazdrm3ee2jbjloau','notes','term','What is Epoch?','["one pass over all examples"]','self','[]','[]','','[]','Nets.md',10,'["Nets"]','{"text":"Epoch: one pass over all examples.","header":[],"rows":[],"row":null,"column":null}',16,'lrt5vuaijgn4f6lr3xbfjxsn',0.72,'active',0,NULL,1795423138348,0);
CREATE TABLE document (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (source, file)
) STRICT;
INSERT INTO "document" VALUES(1,'','0.1.0 43d5dbb97352cfe165cea385 notes ()');
CREATE TABLE event (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    card TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    at_offset INTEGER NOT NULL,
    rollover INTEGER NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),
    duration_ms INTEGER NOT NULL,
    scheduler TEXT NOT NULL,
    version INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    interval_before INTEGER,
    interval INTEGER,
    ease INTEGER,
    stability REAL,
    difficulty REAL,
    target TEXT,
    payload TEXT NOT NULL,
    UNIQUE (device, sequence),
    CHECK ((kind = 'void') = (target IS NOT NULL))
) STRICT;
INSERT INTO "event" VALUES('01a2078e-f412-7647-80b5-abb58232d6e2','047ff5c224d04c4ea06d95aade04ff95',1,'noz26y3qcqm2f7wqobgjhwo4',1795423138834,0,4,'2026-11-23','learn',3,1,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f41a-7c55-ab3b-7aa5765f2ba6','047ff5c224d04c4ea06d95aade04ff95',2,'n7m5ioebqbur6tlvxc4xslwd',1795423138842,0,4,'2026-11-23','learn',1,1,'sm2',1,'{}',NULL,1,2180,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f421-7380-b7a8-d0fbff591d9b','047ff5c224d04c4ea06d95aade04ff95',3,'eljlhlx3ai7zqnnkqahokztp',1795423138849,0,4,'2026-11-23','learn',4,1,'sm2',1,'{}',NULL,1,2600,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f424-7749-81af-5f231fc3fff0','047ff5c224d04c4ea06d95aade04ff95',4,'z6vhzjup7qukmebfukqq7k3q',1795423138852,0,4,'2026-11-23','learn',2,0,'sm2',1,'{}',NULL,1,2360,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f427-78c4-a837-4730591a8bab','047ff5c224d04c4ea06d95aade04ff95',5,'w4uf3msnqc4zrupvetw4ucjk',1795423138855,0,4,'2026-11-23','learn',3,0,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f429-7ff1-82dc-a090e67af6a8','047ff5c224d04c4ea06d95aade04ff95',6,'w4uf3msnqc4zrupvetw4ucjk',1795423138857,0,4,'2026-11-23','void',NULL,0,'sm2',1,'{}',NULL,NULL,NULL,NULL,NULL,'01a2078e-f427-78c4-a837-4730591a8bab','{}');
INSERT INTO "event" VALUES('01a2078e-f5d2-761e-a0af-1ce0e3db0b30','047ff5c224d04c4ea06d95aade04ff95',7,'w4uf3msnqc4zrupvetw4ucjk',1795423139282,0,4,'2026-11-23','learn',3,4,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078e-f5e4-7c93-9675-6923f94db12e','047ff5c224d04c4ea06d95aade04ff95',8,'n7m5ioebqbur6tlvxc4xslwd',1795423139300,0,4,'2026-11-23','drill',3,1,'sm2',1,'{}',1,NULL,2180,NULL,NULL,NULL,'{}');
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO "meta" VALUES('device','047ff5c224d04c4ea06d95aade04ff95');
CREATE TABLE rejected_kind (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT;
CREATE TABLE schedule (
    card TEXT PRIMARY KEY REFERENCES card (id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    interval INTEGER NOT NULL,
    ease INTEGER NOT NULL,
    repetitions INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    drill INTEGER NOT NULL
) STRICT;
INSERT INTO "schedule" VALUES('noz26y3qcqm2f7wqobgjhwo4','2026-11-24',1,2500,1,0,1,'2026-11-23',0);
INSERT INTO "schedule" VALUES('n7m5ioebqbur6tlvxc4xslwd','2026-11-24',1,2180,0,0,1,'2026-11-23',0);
INSERT INTO "schedule" VALUES('eljlhlx3ai7zqnnkqahokztp','2026-11-24',1,2600,1,0,1,'2026-11-23',0);
INSERT INTO "schedule" VALUES('z6vhzjup7qukmebfukqq7k3q','2026-11-24',1,2360,1,0,1,'2026-11-23',1);
INSERT INTO "schedule" VALUES('w4uf3msnqc4zrupvetw4ucjk','2026-11-24',1,2500,1,0,1,'2026-11-23',0);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    deck TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
, inbox_first INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "source" VALUES(1,'/home/someone/notes','notes','notes',0,0);
CREATE INDEX card_by_source ON card (source, position);
CREATE INDEX card_for_queue ON card (state, orphaned, deck, id, note, cluster, source, position, buried_day);
CREATE INDEX event_by_card ON event (card);
CREATE INDEX event_by_day ON event (day, kind);
CREATE INDEX event_by_kind ON event (kind) WHERE kind IN ('rematch', 'void');
CREATE INDEX event_by_target ON event (target) WHERE target IS NOT NULL;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (
    SELECT 1 FROM event WHERE id = NEW.id OR (device = NEW.device AND sequence = NEW.sequence)
)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE INDEX schedule_by_due ON schedule (due);
CREATE INDEX schedule_by_last_day ON schedule (last_day);
COMMIT;
