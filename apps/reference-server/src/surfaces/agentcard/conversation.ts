import type { Owner } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';

/**
 * Buys by conversation: a language model that turns what a person says into calls of the tools. The platform brings it;
 * without one there is no tool `buy`.
 */
export interface Conversation {
  /**
   * Answers one message. It checks out only what the person has agreed to, with its total, in a later message than the
   * one that asked for it. A conversation of somebody else is as good as none.
   */
  say(turn: Turn): Promise<Said>;
}

/** What a person says, and what can be done about it. */
export interface Turn extends Owner {
  readonly request: string;
  /** The conversation that it goes on with; null to begin one. */
  readonly conversation: string | null;
  /** Whether an order that was begun in it is dropped. */
  readonly isNewOrder: boolean;
  /** Calls a tool for this person, `buy_checkout` too. */
  call(tool: string, given: object): Promise<ToolResult>;
}

export interface Said {
  readonly message: string;
  readonly conversation: string;
}
