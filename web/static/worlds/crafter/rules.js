// Written by `python -m server.core.page_rules` from agent/worlds; do not edit.

export const RULES = {
  "area": 64,
  "walkable": [
    "grass",
    "path",
    "sand"
  ],
  "most": {
    "health": 9,
    "food": 9,
    "drink": 9,
    "energy": 9,
    "sapling": 9,
    "wood": 9,
    "stone": 9,
    "coal": 9,
    "iron": 9,
    "diamond": 9,
    "wood_pickaxe": 9,
    "stone_pickaxe": 9,
    "iron_pickaxe": 9,
    "wood_sword": 9,
    "stone_sword": 9,
    "iron_sword": 9
  },
  "collect": {
    "tree": {
      "require": {},
      "receive": {
        "wood": 1
      },
      "probability": 1.0
    },
    "stone": {
      "require": {
        "wood_pickaxe": 1
      },
      "receive": {
        "stone": 1
      },
      "probability": 1.0
    },
    "coal": {
      "require": {
        "wood_pickaxe": 1
      },
      "receive": {
        "coal": 1
      },
      "probability": 1.0
    },
    "iron": {
      "require": {
        "stone_pickaxe": 1
      },
      "receive": {
        "iron": 1
      },
      "probability": 1.0
    },
    "diamond": {
      "require": {
        "iron_pickaxe": 1
      },
      "receive": {
        "diamond": 1
      },
      "probability": 1.0
    },
    "water": {
      "require": {},
      "receive": {
        "drink": 1
      },
      "probability": 1.0
    },
    "grass": {
      "require": {},
      "receive": {
        "sapling": 1
      },
      "probability": 0.1
    }
  },
  "place": {
    "stone": {
      "uses": {
        "stone": 1
      },
      "where": [
        "grass",
        "lava",
        "path",
        "sand",
        "water"
      ]
    },
    "table": {
      "uses": {
        "wood": 2
      },
      "where": [
        "grass",
        "path",
        "sand"
      ]
    },
    "furnace": {
      "uses": {
        "stone": 4
      },
      "where": [
        "grass",
        "path",
        "sand"
      ]
    },
    "plant": {
      "uses": {
        "sapling": 1
      },
      "where": [
        "grass"
      ]
    }
  },
  "make": {
    "wood_pickaxe": {
      "uses": {
        "wood": 1
      },
      "nearby": [
        "table"
      ]
    },
    "stone_pickaxe": {
      "uses": {
        "wood": 1,
        "stone": 1
      },
      "nearby": [
        "table"
      ]
    },
    "iron_pickaxe": {
      "uses": {
        "wood": 1,
        "coal": 1,
        "iron": 1
      },
      "nearby": [
        "table",
        "furnace"
      ]
    },
    "wood_sword": {
      "uses": {
        "wood": 1
      },
      "nearby": [
        "table"
      ]
    },
    "stone_sword": {
      "uses": {
        "wood": 1,
        "stone": 1
      },
      "nearby": [
        "table"
      ]
    },
    "iron_sword": {
      "uses": {
        "wood": 1,
        "coal": 1,
        "iron": 1
      },
      "nearby": [
        "table",
        "furnace"
      ]
    }
  }
};
