import type { Ast, BindNode } from './ast.ts';
import { type EmitScope, type Emitted, type Emitter, emitConstant, nextSlot } from './emit.ts';
import { emitAttribute } from './emit-attribute.ts';
import { emitCall } from './emit-call.ts';
import { emitList, emitMap, emitStruct } from './emit-literal.ts';
import { emitLoop } from './emit-loop.ts';

const selections: ReadonlySet<string> = new Set(['_[_]', '_[?_]', '_?._']);

/** Compiles a node of any type. */
export function emitNode(node: Ast, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  switch (node.type) {
    case 'constant':
      return emitConstant(node.value);
    case 'call':
      return selections.has(node.name)
        ? emitAttribute(node, scope, emitter)
        : emitCall(node, scope, emitter);
    case 'list':
      return emitList(node, scope, emitter);
    case 'map':
      return emitMap(node, scope, emitter);
    case 'struct':
      return emitStruct(node, scope, emitter);
    case 'comprehension':
      return emitLoop(node, scope, emitter);
    case 'bind':
      return emitBind(node, scope, emitter);
    default:
      return emitAttribute(node, scope, emitter);
  }
}

/** The slot of the name is emptied; the first read of the name fills it. */
function emitBind(node: BindNode, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  const value = emitter.emit(node.value, scope);
  const slot = nextSlot(scope);
  const inner: EmitScope = {
    name: node.name,
    slot,
    compute: value.code,
    inline: node.inline === true,
    outer: scope,
  };
  const { code } = emitter.emit(node.body, inner);
  return {
    code: (frame) => {
      frame.slots[slot] = undefined;
      return code(frame);
    },
  };
}
