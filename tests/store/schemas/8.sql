-- As flashdl of schema 8 wrote it; never changed.
PRAGMA application_id = 1718379619;
PRAGMA user_version = 8;
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
, accepted INTEGER NOT NULL DEFAULT 0, flag INTEGER NOT NULL DEFAULT 0, scheduled INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "card" VALUES('noz26y3qcqm2f7wqobgjhwo4',1,'Nets.md','[]','Perceptron','Year','forward',0,'geljlawjbiqbrchrxwzxhvar','notes','attribute','Which year belongs to the net Perceptron?','["1958"]','typed','[]','["1958","2017","2014","1997"]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":1}',0,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'active',0,'2026-11-25',1795423143933,0,0,1);
INSERT INTO "card" VALUES('xfvkjoucjubbe4em63w4zxk5',1,'Nets.md','[]','Perceptron','Trick','forward',0,'geljlawjbiqbrchrxwzxhvar','notes','attribute','Perceptron – trick?','["threshold unit"]','typed','[]','["self-attention","threshold unit","adversarial game","gated memory"]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":2}',1,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,NULL,1795423143933,0,0,1);
INSERT INTO "card" VALUES('eljlhlx3ai7zqnnkqahokztp',1,'Nets.md','[]','LSTM','Year','forward',0,'45o54sfnnzansgkuw7fn2sji','notes','attribute','Which year belongs to the net LSTM?','["1997"]','typed','[]','["2014","1958","2017","1997"]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":1}',2,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('izbzr7tzlibwpert6iri3hrd',1,'Nets.md','[]','LSTM','Trick','forward',0,'45o54sfnnzansgkuw7fn2sji','notes','attribute','LSTM – trick?','["gated memory"]','typed','[]','["threshold unit","gated memory","adversarial game","self-attention"]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":2}',3,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('z6vhzjup7qukmebfukqq7k3q',1,'Nets.md','[]','GAN','Year','forward',0,'34a7ddl2mx3vwkydwfairlua','notes','attribute','Which year belongs to the net GAN?','["2014"]','typed','[]','["2014","1997","2017","1958"]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":1}',4,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'suspended',0,NULL,1795423143933,0,0,1);
INSERT INTO "card" VALUES('bkp5d2iliidowufjjg5cmmse',1,'Nets.md','[]','GAN','Trick','forward',0,'34a7ddl2mx3vwkydwfairlua','notes','attribute','GAN – trick?','["adversarial game"]','typed','[]','["gated memory","threshold unit","self-attention","adversarial game"]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":2}',5,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'suspended',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('w4uf3msnqc4zrupvetw4ucjk',1,'Nets.md','[]','Transformer','Year','forward',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','attribute','Which year belongs to the net Transformer?','["2017"]','typed','[]','["2017","1997","1958","2014"]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":1}',6,'kjmjtf6ywot7i44ijxq2k3g4',0.88,'suspended',0,'2026-11-23',1795423143933,0,0,1);
INSERT INTO "card" VALUES('jgf7uruzzgm2qoys5wkw247b',1,'Nets.md','[]','Transformer','Trick','forward',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','attribute','Transformer – trick?','["self-attention"]','typed','[]','["threshold unit","adversarial game","self-attention","gated memory"]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":2}',7,'kjmjtf6ywot7i44ijxq2k3g4',0.78,'active',0,'2026-11-23',1795423143933,0,0,0);
INSERT INTO "card" VALUES('aounbaxvhaqzcwm2rmu4x73q',1,'Nets.md','[]','Perceptron','Year','reverse',0,'geljlawjbiqbrchrxwzxhvar','notes','reverse','Which net has the year “1958”?','["Perceptron"]','typed','[]','[]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":null}',8,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('btnfwltxjxyljhpqhzb55tql',1,'Nets.md','[]','Perceptron','Trick','reverse',0,'geljlawjbiqbrchrxwzxhvar','notes','reverse','Which net is meant? Trick: threshold unit','["Perceptron"]','typed','[]','[]','','[]','Nets.md',5,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":0,"column":null}',9,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('mbrimbbbjq4jlitof46woujh',1,'Nets.md','[]','LSTM','Year','reverse',0,'45o54sfnnzansgkuw7fn2sji','notes','reverse','Which net has the year “1997”?','["LSTM"]','typed','[]','[]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":null}',10,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('ad6mq74hfqhpgftgafken7q7',1,'Nets.md','[]','LSTM','Trick','reverse',0,'45o54sfnnzansgkuw7fn2sji','notes','reverse','Which net is meant? Trick: gated memory','["LSTM"]','typed','[]','[]','','[]','Nets.md',6,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":1,"column":null}',11,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('k66ymeh2ferkvumqru5gulsh',1,'Nets.md','[]','GAN','Year','reverse',0,'34a7ddl2mx3vwkydwfairlua','notes','reverse','Which net has the year “2014”?','["GAN"]','typed','[]','[]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":null}',12,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'suspended',0,NULL,1795423143933,0,0,1);
INSERT INTO "card" VALUES('gqwzgbunkpwkofz6xu6wslnb',1,'Nets.md','[]','GAN','Trick','reverse',0,'34a7ddl2mx3vwkydwfairlua','notes','reverse','Which net is meant? Trick: adversarial game','["GAN"]','typed','[]','[]','','[]','Nets.md',7,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":2,"column":null}',13,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'suspended',0,NULL,1795423143933,0,0,0);
INSERT INTO "card" VALUES('vyx5fc3o4ks6t75pxfhk4mdb',1,'Nets.md','[]','Transformer','Year','reverse',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','reverse','Which net has the year “2017”?','["Transformer"]','typed','[]','[]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":null}',14,'kjmjtf6ywot7i44ijxq2k3g4',0.8,'active',0,'2026-11-23',1795423143933,0,0,0);
INSERT INTO "card" VALUES('6zpcsjjtbsphx7c4yujdsmfv',1,'Nets.md','[]','Transformer','Trick','reverse',0,'4xm6qdzhfe6fgr5ne4edbfi4','notes','reverse','Which net is meant? Trick: self-attention','["Transformer"]','typed','[]','[]','','[]','Nets.md',8,'["Nets"]','{"text":"","header":["Net","Year","Trick"],"rows":[["Perceptron","1958","threshold unit"],["LSTM","1997","gated memory"],["GAN","2014","adversarial game"],["Transformer","2017","self-attention"]],"row":3,"column":null}',15,'kjmjtf6ywot7i44ijxq2k3g4',0.7,'active',0,'2026-11-23',1795423143933,0,0,0);
INSERT INTO "card" VALUES('n7m5ioebqbur6tlvxc4xslwd',1,'Nets.md','[]','Epoch','is','forward',0,'5brtx64eazdrm3ee2jbjloau','notes','term','What is Epoch?','["one pass over all examples"]','self','[]','[]','','[]','Nets.md',10,'["Nets"]','{"text":"Epoch: one pass over all examples.","header":[],"rows":[],"row":null,"column":null}',16,'lrt5vuaijgn4f6lr3xbfjxsn',0.72,'active',0,NULL,1795423143933,0,0,1);
CREATE TABLE choice (
    deck TEXT PRIMARY KEY,
    scheduler TEXT NOT NULL,
    version INTEGER NOT NULL,
    parameters TEXT NOT NULL
) STRICT;
INSERT INTO "choice" VALUES('','fsrs',6,'{}');
CREATE TABLE document (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (source, file)
) STRICT;
INSERT INTO "document" VALUES(1,'','0.1.0 4dd862a853c0925f83da9601 notes ()');
CREATE TABLE event (
    id TEXT NOT NULL,
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
    CHECK ((kind = 'void') = (target IS NOT NULL))
) STRICT;
INSERT INTO "event" VALUES('01a2078f-0aa2-7768-8a7c-1cf1215861be','340325f2839d4541ada1e1704cc65892',1,'noz26y3qcqm2f7wqobgjhwo4',1795423144610,0,4,'2026-11-23','learn',3,2,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0aad-7bf6-bc5f-4e04053ec9d5','340325f2839d4541ada1e1704cc65892',2,'n7m5ioebqbur6tlvxc4xslwd',1795423144621,0,4,'2026-11-23','learn',1,1,'sm2',1,'{}',NULL,1,2180,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0ab1-71ea-b4e5-3a98ffe96869','340325f2839d4541ada1e1704cc65892',3,'eljlhlx3ai7zqnnkqahokztp',1795423144625,0,4,'2026-11-23','learn',4,1,'sm2',1,'{}',NULL,1,2600,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0ad4-7935-b5c2-1b8b1494facd','340325f2839d4541ada1e1704cc65892',4,'z6vhzjup7qukmebfukqq7k3q',1795423144660,0,4,'2026-11-23','learn',2,1,'sm2',1,'{}',NULL,1,2360,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0adc-7926-a80f-80890ab0a297','340325f2839d4541ada1e1704cc65892',5,'w4uf3msnqc4zrupvetw4ucjk',1795423144668,0,4,'2026-11-23','learn',3,1,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0ae3-78d3-a698-66ffc6fdd343','340325f2839d4541ada1e1704cc65892',6,'w4uf3msnqc4zrupvetw4ucjk',1795423144675,0,4,'2026-11-23','void',NULL,0,'sm2',1,'{}',NULL,NULL,NULL,NULL,NULL,'01a2078f-0adc-7926-a80f-80890ab0a297','{}');
INSERT INTO "event" VALUES('01a2078f-0d0a-7a95-8bc2-74480d7fadf2','340325f2839d4541ada1e1704cc65892',7,'w4uf3msnqc4zrupvetw4ucjk',1795423145226,0,4,'2026-11-23','learn',3,2,'sm2',1,'{}',NULL,1,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-0d20-79b4-a792-502a748efd04','340325f2839d4541ada1e1704cc65892',8,'n7m5ioebqbur6tlvxc4xslwd',1795423145248,0,4,'2026-11-23','drill',3,1,'sm2',1,'{}',1,NULL,2180,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-11b8-7101-8462-1f0c2d128bb8','340325f2839d4541ada1e1704cc65892',9,'eljlhlx3ai7zqnnkqahokztp',1795423146424,0,4,'2026-11-23','switch',NULL,0,'fsrs',6,'{}',1,8,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-11b8-7e44-8f65-2f7d1321fcb8','340325f2839d4541ada1e1704cc65892',10,'n7m5ioebqbur6tlvxc4xslwd',1795423146424,0,4,'2026-11-23','switch',NULL,0,'fsrs',6,'{}',1,0,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-11b8-76fc-bd24-5988f890f9df','340325f2839d4541ada1e1704cc65892',11,'noz26y3qcqm2f7wqobgjhwo4',1795423146424,0,4,'2026-11-23','switch',NULL,0,'fsrs',6,'{}',1,0,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-11b8-7b59-adde-d66f8ec70ca6','340325f2839d4541ada1e1704cc65892',12,'w4uf3msnqc4zrupvetw4ucjk',1795423146424,0,4,'2026-11-23','switch',NULL,0,'fsrs',6,'{}',1,0,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-11b8-7416-b328-1d0598d93588','340325f2839d4541ada1e1704cc65892',13,'z6vhzjup7qukmebfukqq7k3q',1795423146424,0,4,'2026-11-23','switch',NULL,0,'fsrs',6,'{}',1,0,2500,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-13dd-77d3-aa3e-9c775db5bff9','340325f2839d4541ada1e1704cc65892',14,'n7m5ioebqbur6tlvxc4xslwd',1795423146973,0,4,'2026-11-23','learn',3,2,'fsrs',6,'{}',0,1,2500,2.8420635927589488201e-01,6.39094132352437949151e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-13f1-79e1-b039-3a42ee9aa4e1','340325f2839d4541ada1e1704cc65892',15,'noz26y3qcqm2f7wqobgjhwo4',1795423146993,0,4,'2026-11-23','learn',3,1,'fsrs',6,'{}',0,2,2500,2.3065,2.11121423578539424426e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a2078f-2136-7b68-b4b7-9b40a331e592','340325f2839d4541ada1e1704cc65892',16,'eljlhlx3ai7zqnnkqahokztp',1795423150390,0,4,'2026-11-23','reset',NULL,0,'sm2',1,'{}',NULL,NULL,NULL,NULL,NULL,NULL,'{}');
INSERT INTO "event" VALUES('01a20d36-6b80-7a5c-afac-038ba7653801','698d47c85f664f1385c6f63345560a39',1,'n7m5ioebqbur6tlvxc4xslwd',1795518000000,60,4,'2026-11-24','review',1,2000,'fsrs',6,'{}',1,0,2500,1.26283811364041431701e-01,8.79895532393830137607e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a20d6d-5a00-7bc6-9eb6-622934db6ddb','698d47c85f664f1385c6f63345560a39',2,'n7m5ioebqbur6tlvxc4xslwd',1795521600000,60,4,'2026-11-24','relearn',1,2000,'fsrs',6,'{}',1,0,2500,5.13755689411297539193e-02,9.59045315137915466152e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a20da4-4880-70aa-91bb-66288b2fa26a','698d47c85f664f1385c6f63345560a39',3,'n7m5ioebqbur6tlvxc4xslwd',1795525200000,60,4,'2026-11-24','relearn',3,2000,'fsrs',6,'{}',1,1,2500,6.562601159914537019e-02,9.57609106752461336498e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a2125c-c780-7fe2-8382-b5d26102a8fe','58b170d663e14372a48004f87dc9d152',1,'n7m5ioebqbur6tlvxc4xslwd',1795604400000,60,4,'2026-11-25','review',3,2000,'fsrs',6,'{}',1,1,2500,3.70436980015477868022e-01,9.56174334575392670387e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a2125c-d338-7f0a-ba15-4d8512b1e236','58b170d663e14372a48004f87dc9d152',2,'xfvkjoucjubbe4em63w4zxk5',1795604403000,60,4,'2026-11-25','learn',2,3000,'fsrs',6,'{}',NULL,0,2500,1.2931,5.1121707056010547987e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a21783-2380-7370-9c8b-fc1ea83069d8','275fbb605d9e4d81a400969f961c052d',1,'noz26y3qcqm2f7wqobgjhwo4',1795690800000,60,4,'2026-11-26','review',3,4000,'fsrs',6,'{}',2,14,2500,1.38358401336602234723e+01,2.10433139084644738048e+00,NULL,'{}');
INSERT INTO "event" VALUES('01a21783-2f38-76f5-b8b6-0df9e2d488a8','275fbb605d9e4d81a400969f961c052d',2,'k66ymeh2ferkvumqru5gulsh',1795690803000,60,4,'2026-11-26','learn',3,3000,'fsrs',6,'{}',NULL,0,2500,2.3065,2.11810397045901499524e+00,NULL,'{}');
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO "meta" VALUES('device','275fbb605d9e4d81a400969f961c052d');
INSERT INTO "meta" VALUES('devices before','[["340325f2839d4541ada1e1704cc65892", 16], ["698d47c85f664f1385c6f63345560a39", 3], ["58b170d663e14372a48004f87dc9d152", 2]]');
INSERT INTO "meta" VALUES('file','5969f793eea025d3');
INSERT INTO "meta" VALUES('estimate','[1.301, -0.636, -0.386, 0.764, -2.943, 1.456]');
INSERT INTO "meta" VALUES('estimate rows','23');
INSERT INTO "meta" VALUES('days','{"place":23,"event":"01a21783-2f38-76f5-b8b6-0df9e2d488a8","days":{"2026-11-23":[[8,8,5,0,0,0,0,11]],"2026-11-24":[[12,1,0,0,1,0,0,2000],[13,1,0,0,0,0,0,2000],[14,1,0,0,0,0,0,2000]],"2026-11-25":[[12,2,1,1,1,0,0,5000]],"2026-11-26":[[12,2,1,1,1,0,0,7000]]}}');
CREATE TABLE rejected_kind (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    PRIMARY KEY (source, kind)
) STRICT;
CREATE TABLE schedule (
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    due TEXT NOT NULL,
    interval INTEGER NOT NULL,
    ease INTEGER NOT NULL,
    repetitions INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    drill INTEGER NOT NULL,
    step INTEGER,
    stability REAL,
    difficulty REAL,
    fails INTEGER NOT NULL DEFAULT 0,
    card_source INTEGER NOT NULL,
    card_position INTEGER NOT NULL,
    card_deck TEXT NOT NULL,
    card_state TEXT NOT NULL,
    card_orphaned INTEGER NOT NULL,
    card_buried_day TEXT,
    PRIMARY KEY (card_source, card_position, card)
) STRICT, WITHOUT ROWID;
INSERT INTO "schedule" VALUES('noz26y3qcqm2f7wqobgjhwo4','2026-12-10',14,2500,3,0,3,'2026-11-26',0,NULL,1.38358401336602234723e+01,2.10433139084644738048e+00,0,1,0,'notes','active',0,'2026-11-25');
INSERT INTO "schedule" VALUES('xfvkjoucjubbe4em63w4zxk5','2026-11-25',0,2500,1,0,1,'2026-11-25',1,0,1.2931,5.1121707056010547987e+00,0,1,1,'notes','active',0,NULL);
INSERT INTO "schedule" VALUES('z6vhzjup7qukmebfukqq7k3q','2026-11-23',0,2500,1,0,1,'2026-11-23',1,0,1.2931,5.1121707056010547987e+00,0,1,4,'notes','suspended',0,NULL);
INSERT INTO "schedule" VALUES('w4uf3msnqc4zrupvetw4ucjk','2026-11-23',0,2500,1,0,1,'2026-11-23',1,1,2.3065,2.11810397045901499524e+00,0,1,6,'notes','suspended',0,'2026-11-23');
INSERT INTO "schedule" VALUES('k66ymeh2ferkvumqru5gulsh','2026-11-26',0,2500,1,0,1,'2026-11-26',1,1,2.3065,2.11810397045901499524e+00,0,1,12,'notes','suspended',0,NULL);
INSERT INTO "schedule" VALUES('n7m5ioebqbur6tlvxc4xslwd','2026-11-26',1,2500,2,1,7,'2026-11-25',0,NULL,3.70436980015477868022e-01,9.56174334575392670387e+00,3,1,16,'notes','active',0,NULL);
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    deck TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
, inbox_first INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "source" VALUES(1,'/home/someone/notes','notes','notes',0,0);
CREATE TABLE flashdl_tally (
    id INTEGER PRIMARY KEY,
    counted TEXT NOT NULL,
    chances TEXT NOT NULL
) STRICT;
INSERT INTO "flashdl_tally" VALUES(0,'{"place":23,"event":"01a21783-2f38-76f5-b8b6-0df9e2d488a8","since":"2026-10-27","days":{"2026-11-24":{"notes":[0,1]},"2026-11-25":{"notes":[1,1]},"2026-11-26":{"notes":[1,1]}}}','');
INSERT INTO "flashdl_tally" VALUES(4294967296,'[{"notes":[12,5,3,0,0]},[1,1,1,0,0,0,0],[[1,7,"n7m5ioebqbur6tlvxc4xslwd"]],{"1:Nets.md":[1,3,11]}]','["80a14435073f7059bd", 3, [2.7358121626661864, 2.299620407576703, 1.9553581389711676]]');
CREATE INDEX card_by_note ON card (note);
CREATE INDEX card_in_place ON card (source, position, id, state, orphaned, deck, scheduled, buried_day, flag);
CREATE INDEX card_by_deck ON card (state, orphaned, deck, source, position, id);
CREATE INDEX card_new ON card (deck, source, position, id) WHERE scheduled = 0 AND state = 'active' AND orphaned = 0;
CREATE UNIQUE INDEX schedule_by_card ON schedule (card);
CREATE INDEX schedule_by_due ON schedule (due, last_day, card_state, card_orphaned, card_buried_day);
CREATE INDEX schedule_by_last_day ON schedule (last_day);
CREATE TRIGGER card_is_scheduled AFTER INSERT ON schedule
BEGIN UPDATE card SET scheduled = 1 WHERE id = NEW.card; END;
CREATE TRIGGER card_is_new_again AFTER DELETE ON schedule
BEGIN UPDATE card SET scheduled = 0 WHERE id = OLD.card; END;
CREATE TRIGGER schedule_follows_card AFTER UPDATE OF source, position, deck, state, orphaned, buried_day ON card
WHEN NEW.scheduled = 1 AND (NEW.source, NEW.position, NEW.deck, NEW.state, NEW.orphaned, NEW.buried_day)
    IS NOT (OLD.source, OLD.position, OLD.deck, OLD.state, OLD.orphaned, OLD.buried_day)
BEGIN
    UPDATE schedule SET card_source = NEW.source, card_position = NEW.position, card_deck = NEW.deck,
        card_state = NEW.state, card_orphaned = NEW.orphaned, card_buried_day = NEW.buried_day
    WHERE card = NEW.id;
END;
CREATE UNIQUE INDEX event_by_id ON event (id);
CREATE UNIQUE INDEX event_by_place ON event (device, sequence);
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
CREATE TRIGGER flashdl_tally_without_card AFTER INSERT ON card
BEGIN DELETE FROM flashdl_tally WHERE id IN (0, (NEW.source << 32) + NEW.position / 1024); END;
CREATE TRIGGER flashdl_tally_with_card AFTER DELETE ON card
BEGIN DELETE FROM flashdl_tally WHERE id IN (0, (OLD.source << 32) + OLD.position / 1024); END;
CREATE TRIGGER flashdl_tally_of_card AFTER UPDATE OF id, source, position, deck, state, orphaned, file ON card
WHEN (NEW.id, NEW.source, NEW.position, NEW.deck, NEW.state, NEW.orphaned, NEW.file)
    IS NOT (OLD.id, OLD.source, OLD.position, OLD.deck, OLD.state, OLD.orphaned, OLD.file)
BEGIN
    DELETE FROM flashdl_tally
    WHERE id IN ((NEW.source << 32) + NEW.position / 1024, (OLD.source << 32) + OLD.position / 1024)
        OR id = 0 AND (NEW.id, NEW.deck) IS NOT (OLD.id, OLD.deck);
END;
CREATE TRIGGER flashdl_tally_without_schedule AFTER INSERT ON schedule
BEGIN DELETE FROM flashdl_tally WHERE id = (NEW.card_source << 32) + NEW.card_position / 1024; END;
CREATE TRIGGER flashdl_tally_with_schedule AFTER DELETE ON schedule
BEGIN DELETE FROM flashdl_tally WHERE id = (OLD.card_source << 32) + OLD.card_position / 1024; END;
CREATE TRIGGER flashdl_tally_of_schedule AFTER UPDATE ON schedule
BEGIN
    DELETE FROM flashdl_tally WHERE id IN (
        (NEW.card_source << 32) + NEW.card_position / 1024, (OLD.card_source << 32) + OLD.card_position / 1024);
END;
COMMIT;
