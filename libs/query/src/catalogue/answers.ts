import type { AnswerFrame, HostShareAnswer, OrganisationShareAnswer } from '../answers.ts';
import type { SuccessorAnswer } from '../evidence/lifecycle-answer.ts';
import type { PageAnswer, PageOptions, PageQuestion } from '../paging/page.ts';
import type { Span } from '../questions.ts';

/** Which catalogues a list shows. */
export interface CatalogueListOptions extends PageOptions {
  /** Module by its whole name, `vmlinux` for the kernel itself. */
  readonly module?: string | undefined;
  /** Of kernels of this release (`uname -r`). */
  readonly release?: string | undefined;
}

/** Days and hosts of the users of what differs, and what is compared. */
export interface DiffOptions extends Span {
  /** Only this module, `vmlinux` for the kernel itself. Default all that both sides have. */
  readonly module?: string | undefined;
}

/** What an answer about everything that is stored carries: it speaks of no days. */
export interface ReachFrame<Question> {
  readonly question: Question;
  /** Instant of the answer, ISO 8601, UTC. */
  readonly generated_at: string;
  /** Null: every organisation of the installation. */
  readonly organisation: string | null;
  /** How to read the figures: fixed sentences. */
  readonly notes: readonly string[];
}

/** A kernel by what `uname -r`, `uname -m` and os-release say. */
export interface KernelNameAnswer {
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
}

/** A kernel that some host reported. */
export interface KernelSummaryAnswer extends KernelNameAnswer {
  readonly hosts: number;
  readonly organisations: number;
  readonly first_seen: string;
  readonly last_seen: string;
  /** Its catalogues, by module; several of one module where builds differ under one name. */
  readonly catalogues: readonly {
    readonly catalogue: string;
    /** Null when its content never arrived. */
    readonly module: string | null;
  }[];
}

/** Answer to "which kernels". */
export interface KernelListAnswer
  extends ReachFrame<{ readonly kind: 'kernels' } & PageQuestion>,
    PageAnswer {
  readonly kernels: readonly KernelSummaryAnswer[];
}

/** A catalogue that some host reported. */
export interface CatalogueSummaryAnswer {
  readonly catalogue: string;
  /** Null, as `kfuncs`, when its content never arrived. */
  readonly module: string | null;
  /** Entries. */
  readonly kfuncs: number | null;
  readonly kernels: readonly KernelNameAnswer[];
  readonly hosts: number;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** Answer to "which catalogues". */
export interface CatalogueListAnswer
  extends ReachFrame<
      {
        readonly kind: 'catalogues';
        readonly module: string | null;
        readonly release: string | null;
      } & PageQuestion
    >,
    PageAnswer {
  readonly catalogues: readonly CatalogueSummaryAnswer[];
}

/** A function that a kernel, or a module of it, has. */
export interface CatalogueEntryAnswer {
  readonly name: string;
  /** Display text made from BTF. */
  readonly prototype: string;
  /** What a declaration must equal to link: kinds after typedefs and modifiers. */
  readonly shape: string;
  /** Seen as: with the tag of kfuncs, as a FUNC in BTF, as a symbol. */
  readonly tag: boolean;
  readonly func: boolean;
  readonly symbol: boolean;
  readonly callable: boolean;
  /** How it is known that the kernel offers it: tag, lifecycle or call. */
  readonly known_by: string;
  /** Decl tags of its FUNC but that of kfuncs. */
  readonly tags: readonly string[];
}

/** Answer to "what is in this catalogue". */
export interface CatalogueAnswer
  extends ReachFrame<{ readonly kind: 'catalogue'; readonly catalogue: string } & PageQuestion>,
    PageAnswer {
  readonly catalogue: CatalogueSummaryAnswer;
  /** By name. */
  readonly entries: readonly CatalogueEntryAnswer[];
}

/** What a difference comes to: `uncertain` where a catalogue does not tell whether it is gone or changed. */
export const changeGroups = ['gone', 'changed', 'uncertain', 'new'] as const;
/** One of `changeGroups`. */
export type ChangeGroup = (typeof changeGroups)[number];

/** One function that differs between two kernels. */
export interface ChangeAnswer {
  readonly name: string;
  readonly module: string;
  readonly group: ChangeGroup;
  /** As `compareCatalogues` says: no-func, no-symbol, not-listed, untagged, prototype-changed, … */
  readonly kind: string;
  /** Whether a program that declares the old prototype links; null with `new`, which has none. */
  readonly links: 'links' | 'does-not-link' | 'cannot-tell' | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Users in the window of the question; null with `new`, and where nothing in reach names it. */
  readonly use: ChangeUseAnswer | null;
  /** What the lifecycle data names in its place. */
  readonly successors: readonly SuccessorAnswer[];
}

/** Users of a function that differs, on whatever kernel. */
export interface ChangeUseAnswer {
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
  readonly users_not_covered: number;
  readonly last_used: string | null;
}

/** One side of a comparison: a catalogue by its id, or those of a kernel by its release. */
export interface DiffSideAnswer {
  /** As it was asked. */
  readonly asked: string;
  readonly catalogues: readonly { readonly catalogue: string; readonly module: string }[];
}

/** Answer to "what differs between these kernels". */
export interface CatalogueDiffAnswer
  extends AnswerFrame<{
    readonly kind: 'diff';
    readonly from: DiffSideAnswer;
    readonly to: DiffSideAnswer;
    /** Null: every module that both sides have. */
    readonly module: string | null;
  }> {
  /** Modules of which only one side has a catalogue: their functions are not compared. */
  readonly not_compared: { readonly from: readonly string[]; readonly to: readonly string[] };
  readonly counts: Readonly<Record<ChangeGroup, number>>;
  /** By name. */
  readonly changes: readonly ChangeAnswer[];
  /** What names and shapes cannot show. */
  readonly limits: string;
}
